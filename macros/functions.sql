{#- Functions that a model needs and the warehouse has not: made before it, as its pre-hook. -#}
{% macro create_functions() -%}
  {{ return(adapter.dispatch('create_functions')()) }}
{%- endmacro %}

{% macro default__create_functions() -%}
{%- endmacro %}

{#-
  Likeness by Jaro (1989) with Winkler's bonus (1990) for up to four equal letters in front, which
  only pairs above 0.7 get: the same numbers as DuckDB's `jaro_winkler_similarity`.
-#}
{% macro postgres__create_functions() -%}
create or replace function {{ adapter.quote(target.schema) }}.jaro_winkler(one text, other text)
returns double precision
language plpgsql immutable strict parallel safe as $function$
declare
  a text[] := regexp_split_to_array(one, '');
  b text[] := regexp_split_to_array(other, '');
  n integer := length(one);
  m integer := length(other);
  reach integer := greatest(greatest(n, m) / 2 - 1, 0);
  taken boolean[] := array_fill(false, array[greatest(m, 1)]);
  found text[] := '{}';
  hits integer := 0;
  swaps integer := 0;
  likeness double precision;
  bonus integer := 0;
begin
  if n = 0 and m = 0 then return 1; end if;
  if n = 0 or m = 0 then return 0; end if;
  for i in 1 .. n loop
    for j in greatest(1, i - reach) .. least(m, i + reach) loop
      if not taken[j] and a[i] = b[j] then
        taken[j] := true;
        found := found || a[i];
        hits := hits + 1;
        exit;
      end if;
    end loop;
  end loop;
  if hits = 0 then return 0; end if;
  n := 0;
  for j in 1 .. m loop
    if taken[j] then
      n := n + 1;
      if b[j] <> found[n] then swaps := swaps + 1; end if;
    end if;
  end loop;
  n := length(one);
  likeness := (hits::double precision / n + hits::double precision / m
    + (hits - swaps / 2)::double precision / hits) / 3;
  if likeness <= 0.7 then return likeness; end if;
  while bonus < least(4, n, m) and a[bonus + 1] = b[bonus + 1] loop
    bonus := bonus + 1;
  end loop;
  return likeness + bonus * 0.1::double precision * (1 - likeness);
end
$function$
{%- endmacro %}

{#-
  Before a model whose expressions are long and rows few, as its pre-hook: Postgres would spend more time on
  compiling them to machine code than on computing them.
-#}
{% macro without_compiling() -%}
  {{ return(adapter.dispatch('without_compiling', 'personalization')()) }}
{%- endmacro %}

{% macro default__without_compiling() -%}
{%- endmacro %}

{% macro postgres__without_compiling() -%}
set local jit = off
{%- endmacro %}

{% macro redshift__without_compiling() -%}
{%- endmacro %}
