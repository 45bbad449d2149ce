{#-
  Raw text → present text (no fillers) → plain text (lower case, no accents) → what is compared. Each macro
  takes a SQL expression and gives one: null where there is nothing that can identify anybody. The result is
  the same on every warehouse.
-#}

{#-
  Trimmed text, or null where a form was filled with nothing. The fillers are searched in one text, which is cheaper
  than a list, and only for short texts.
-#}
{% macro present_text(text) -%}
  case
    when length({{ text }}) <= 16 and position('|' || lower(trim({{ text }})) || '|' in
      '||-|--|.|?|n/a|na|nan|none|null|nil|unknown|test|xxx|not provided|') > 0 then null
    else trim({{ text }})
  end
{%- endmacro %}

{#- Lower case without accents; umlauts become two letters, as their owners write them. -#}
{% macro plain_letters(text) -%}
  case when {{ personalization.is_ascii(text) }} then lower({{ text }}) else
  translate(
    replace(replace(replace(replace(replace(replace(replace(lower({{ text }}),
      'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'),
    'áàâãåąāăéèêëęėēěíìîïįīıóòôõøőōúùûűūůųçćčċďđðñńňņłľĺļśšşșŝťţțźžżýÿřŕğģĝġķħĥĵŵ',
    'aaaaaaaaeeeeeeeeiiiiiiiooooooouuuuuuuccccdddnnnnllllssssstttzzzyyrrggggkhhjw'
  )
  end
{%- endmacro %}

{#- Whether a pattern (of POSIX) occurs in a text. -#}
{% macro matches_pattern(text, pattern) -%}
  {{ return(adapter.dispatch('matches_pattern', 'personalization')(text, pattern)) }}
{%- endmacro %}

{% macro default__matches_pattern(text, pattern) -%}
  {{ text }} ~ '{{ pattern }}'
{%- endmacro %}

{% macro duckdb__matches_pattern(text, pattern) -%}
  regexp_matches({{ text }}, '{{ pattern }}')
{%- endmacro %}

{% macro snowflake__matches_pattern(text, pattern) -%}
  regexp_instr({{ text }}, '{{ pattern }}') > 0
{%- endmacro %}

{% macro bigquery__matches_pattern(text, pattern) -%}
  regexp_contains({{ text }}, '{{ pattern }}')
{%- endmacro %}

{#- Whether a text has no letters beyond ASCII: most have none, and replacing accents is slow. -#}
{% macro is_ascii(text) -%}
  {{ return(adapter.dispatch('is_ascii', 'personalization')(text)) }}
{%- endmacro %}

{% macro default__is_ascii(text) -%}
  octet_length({{ text }}) = length({{ text }})
{%- endmacro %}

{% macro duckdb__is_ascii(text) -%}
  strlen({{ text }}) = length({{ text }})
{%- endmacro %}

{% macro bigquery__is_ascii(text) -%}
  byte_length({{ text }}) = length({{ text }})
{%- endmacro %}

{#- Letters of any script out of plain text, nothing else: no spaces, hyphens, digits or emoji. -#}
{% macro normalize_name(plain) -%}
  case when {{ personalization.matches_pattern(plain, '[^a-z]') }} then nullif({{ personalization.replace_all(plain,
    '[^a-zͰ-ϿЀ-ԯԱ-֏א-תء-يऀ-ॿก-๛ぁ-ヿ一-鿿가-힣]+', '') }}, '') else {{ plain }} end
{%- endmacro %}

{#- A part of "Ada Lovelace" or "Lovelace, Ada": the first word is the given name, the rest the family's. -#}
{% macro part_of_name(text, part) -%}
  {%- set whole = "trim(" ~ text ~ ")" -%}
  {%- set first = dbt.split_part(whole, "' '", 1) -%}
  {%- set comma = "position(',' in " ~ whole ~ ")" -%}
  {%- if part == 'given_name' -%}
  case when {{ comma }} > 0 then substring({{ whole }}, {{ comma }} + 1) else {{ first }} end
  {%- else -%}
  case
    when {{ comma }} > 0 then substring({{ whole }}, 1, {{ comma }} - 1)
    when {{ whole }} like '% %' then substring({{ whole }}, length({{ first }}) + 2)
  end
  {%- endif -%}
{%- endmacro %}

{#- Letters and digits out of plain text: cities, regions. -#}
{% macro normalize_text(plain) -%}
  case when {{ personalization.matches_pattern(plain, '[^a-z0-9]') }} then nullif({{ personalization.replace_all(plain,
    '[^a-z0-9Ͱ-ϿЀ-ԯԱ-֏א-תء-يऀ-ॿก-๛ぁ-ヿ一-鿿가-힣]+', '') }}, '') else {{ plain }} end
{%- endmacro %}

{#- As `normalize_text`, with the usual long forms of street, avenue and road written short. -#}
{% macro normalize_street(plain) -%}
  {%- set words = "' ' || case when " ~ personalization.matches_pattern(plain, '[^a-z0-9 ]') ~ " then " ~ personalization.replace_all(plain,
    '[^a-z0-9Ͱ-ϿЀ-ԯԱ-֏א-תء-يऀ-ॿก-๛ぁ-ヿ一-鿿가-힣]+', ' ') ~ " else " ~ plain ~ " end || ' '" -%}
  {%- set shortened = namespace(sql=words) -%}
  {%- for long, short in [
    ('strasse ', 'str '), (' street ', ' st '), (' avenue ', ' ave '), (' road ', ' rd '), (' drive ', ' dr '),
    (' place ', ' pl '), (' boulevard ', ' blvd '), (' lane ', ' ln '), (' court ', ' ct '), ('straat ', 'str '),
  ] -%}
    {%- set shortened.sql = "replace(" ~ shortened.sql ~ ", '" ~ long ~ "', '" ~ short ~ "')" -%}
  {%- endfor -%}
  nullif(replace({{ shortened.sql }}, ' ', ''), '')
{%- endmacro %}

{#- Digits and letters of a number that a person types: passports, cards, tax numbers. All zeros are nothing. -#}
{% macro normalize_identifier(plain) -%}
  case
    when replace({{ plain }}, '0', '') = '' then null
    when {{ personalization.matches_pattern(plain, '[^a-z0-9]') }} then nullif({{ personalization.replace_all(plain, '[^a-z0-9]+', '') }}, '')
    else {{ plain }}
  end
{%- endmacro %}

{#-
  A day as text YYYY-MM-DD, out of the digits of a date, a timestamp, YYYY-MM-DD or YYYYMMDD; null for what forms write
  when nobody answered (1900-01-01) and for days that cannot be.
-#}
{% macro normalize_birth_date(digits) -%}
  case
    when length({{ digits }}) not in (8, 12, 14, 17, 20) then null
    when substring({{ digits }}, 1, 4) not between '1850' and '2099' then null
    when substring({{ digits }}, 5, 2) not between '01' and '12' then null
    when substring({{ digits }}, 7, 2) not between '01' and '31' then null
    when substring({{ digits }}, 1, 8) in ('19000101', '18991231') then null
    else substring({{ digits }}, 1, 4) || '-' || substring({{ digits }}, 5, 2) || '-' || substring({{ digits }}, 7, 2)
  end
{%- endmacro %}

{#-
  The mailbox behind an address in lower case: no plus tag, no dots where Gmail ignores them, mistyped
  domains mended (seed `email_domain_fixes`, joined by the caller as `fix`). Null for what is no address.
-#}
{% macro normalize_email(address, fixed_domain) -%}
  {%- set local = dbt.split_part(dbt.split_part(address, "'@'", 1), "'+'", 1) -%}
  case
    when {{ address }} not like '%_@_%' or {{ address }} like '% %' or {{ address }} like '%@%@%' then null
    when position('|' || {{ local }} || '|' in '||none|na|n/a|null|noemail|no-email|unknown|noreply|no-reply|') > 0 then null
    when {{ fixed_domain }} = 'gmail.com' then replace({{ local }}, '.', '') || '@gmail.com'
    else {{ local }} || '@' || {{ fixed_domain }}
  end
{%- endmacro %}
