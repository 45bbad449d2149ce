{#-
  Telephone numbers as E.164 (+491701234567), or null. The rules of a country are a row of the seed
  `phone_rules`, which scripts/phone-rules.mjs derives from the metadata of libphonenumber.
-#}

{#- First step: a leading plus, if there is one, and the digits, without an extension and without "(0)". -#}
{% macro phone_digits(text) -%}
  case when {{ text }} like '+%' then '+' else '' end || case
    when {{ personalization.matches_pattern(text, '[^0-9]') }} then {{ personalization.replace_all("replace(case when "
      ~ personalization.matches_pattern(text, '[xX#;,]') ~ " then "
      ~ personalization.replace_all("lower(" ~ text ~ ")", '(e?xt|x|#|;|,).*', '') ~ " else " ~ text ~ " end, '(0)', '')", '[^0-9]+', '') }}
    else {{ text }}
  end
{%- endmacro %}

{#- Second step. `rule` is the alias of the row of `phone_rules` for the country of the number. -#}
{% macro normalize_phone(digits, rule) -%}
  case
    when replace(replace({{ digits }}, '+', ''), '0', '') = '' then null
    when {{ digits }} like '+%' then case when length({{ digits }}) between 8 and 16 then {{ digits }} end
    when {{ rule }}.international_prefix <> '' and {{ personalization.begins_with(digits, rule ~ '.international_prefix') }}
      then case when length({{ digits }}) - length({{ rule }}.international_prefix) between 7 and 15
        then '+' || substring({{ digits }}, length({{ rule }}.international_prefix) + 1) end
    when {{ rule }}.trunk_prefix <> '' and {{ personalization.begins_with(digits, rule ~ '.trunk_prefix') }}
      and ({{ rule }}.is_trunk_certain = 1 or length({{ digits }}) > {{ rule }}.longest)
      then case when length({{ digits }}) - length({{ rule }}.trunk_prefix) between {{ rule }}.shortest and {{ rule }}.longest
        then '+' || {{ rule }}.dial_code || substring({{ digits }}, length({{ rule }}.trunk_prefix) + 1) end
    when length({{ digits }}) between {{ rule }}.shortest and {{ rule }}.longest then '+' || {{ rule }}.dial_code || {{ digits }}
    when {{ personalization.begins_with(digits, rule ~ '.dial_code') }}
      and length({{ digits }}) - length({{ rule }}.dial_code) between {{ rule }}.shortest and {{ rule }}.longest then '+' || {{ digits }}
  end
{%- endmacro %}

{% macro begins_with(text, beginning) -%}
  substring({{ text }}, 1, length({{ beginning }})) = {{ beginning }}
{%- endmacro %}
