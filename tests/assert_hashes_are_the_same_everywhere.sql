-- The first seven digits of MD5 as a number; also by the arithmetic that any warehouse can do.
with known as (

    select 'a' as written, 13375323 as number
    union all select '', 222419149
    union all select 'seed|treatment|42', 74509649
    union all select 'Müller', 238402570

)

select written, number, {{ hash_number('written') }} as computed
from known
where {{ hash_number('written') }} <> number
  or {{ hash_number('written') }} <> {{ default__hash_number('written') }}
