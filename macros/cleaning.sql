{#- How raw text becomes comparable. Used by staging, so every source is cleaned the same way. -#}

{#- Trimmed text, or null where a form was filled with nothing. -#}
{% macro clean_text(column) -%}
  case
    when lower(trim({{ column }})) in ('', '-', 'n/a', 'na', 'none', 'null', 'unknown') then null
    else trim({{ column }})
  end
{%- endmacro %}

{#- Lower-cased address, or null where it cannot be one. Still deliverable: nothing is guessed. -#}
{% macro clean_email(column) -%}
  case
    when lower(trim({{ column }})) like '%_@_%._%'
      and lower(trim({{ column }})) not like '% %'
      and lower(trim({{ column }})) not like 'none@%'
    then lower(trim({{ column }}))
  end
{%- endmacro %}

{#-
  E.164 digits with a leading plus, or null. National numbers need the dial code of the country and
  the trunk digit that is dropped abroad; "+49 (0)170" carries both, so "(0)" goes first.
-#}
{% macro clean_phone(column, dial_code, trunk_prefix) -%}
  {%- set digits = replace_all("replace(" ~ column ~ ", '(0)', '')", '[^0-9]', '') -%}
  case
    when {{ replace_all(digits, '0', '') }} = '' then null
    when length({{ digits }}) not between 7 and 15 then null
    when trim({{ column }}) like '+%' then '+' || {{ digits }}
    when {{ digits }} like '00%' then '+' || substring({{ digits }}, 3)
    when {{ dial_code }} is null then null
    when {{ trunk_prefix }} = '0' and {{ digits }} like '0%'
      then '+' || {{ dial_code }} || substring({{ digits }}, 2)
    else '+' || {{ dial_code }} || {{ digits }}
  end
{%- endmacro %}

{#- Day of birth, or null; 1900-01-01 is what a form writes when nobody answered. -#}
{% macro clean_birth_date(column) -%}
  nullif({{ dbt.safe_cast(clean_text(column), "date") }}, cast('1900-01-01' as date))
{%- endmacro %}

{#- 'true' and 'false' of any spelling as boolean; anything else is false. -#}
{% macro to_boolean(column) -%}
  coalesce(lower(trim({{ column }})) in ('true', 't', '1', 'yes'), false)
{%- endmacro %}

{#-
  ASCII letters, lower case. Umlauts become two letters as their owners write them; other accents
  are dropped. `translate` and `replace` exist everywhere, an unaccent function does not.
-#}
{% macro ascii_text(column) -%}
  translate(
    replace(replace(replace(replace(replace(lower({{ column }}), 'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'), 'ß', 'ss'), 'æ', 'ae'),
    'áàâãåąāéèêëęėíìîïįóòôõøőúùûűçćčñńňłśšżźžýÿťďřğş',
    'aaaaaaaeeeeeeiiiiioooooouuuucccnnnlsszzzyytdrgs'
  )
{%- endmacro %}

{#- Letters only: what is compared between two spellings of a name. -#}
{% macro name_key(column) -%}
  nullif({{ replace_all(ascii_text(column), '[^a-z]', '') }}, '')
{%- endmacro %}

{#-
  The mailbox behind an address: no plus tag, no dots where Gmail ignores them, googlemail is gmail.
  `domain` is the corrected domain. Underscores are kept: to Gmail they are letters.
-#}
{% macro email_key(email, domain) -%}
  {%- set local = dbt.split_part(dbt.split_part(email, "'@'", 1), "'+'", 1) -%}
  case
    when {{ domain }} = 'gmail.com' then replace({{ local }}, '.', '') || '@gmail.com'
    else {{ local }} || '@' || {{ domain }}
  end
{%- endmacro %}
