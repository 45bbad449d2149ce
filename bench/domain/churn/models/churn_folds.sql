-- The folds that fit makes of the key, for the reference to use the same.
select
  telco.*,
  cast(floor(bucket * 5.0 / 65536) as integer) as fold
from (
  select
    *,
    (((mod(ascii(substr(h, 1, 1)), 39) - 9) * 16 + mod(ascii(substr(h, 2, 1)), 39) - 9) * 16
      + mod(ascii(substr(h, 3, 1)), 39) - 9) * 16 + mod(ascii(substr(h, 4, 1)), 39) - 9 as bucket
  from (select *, md5(customer_id) as h from {{ ref('telco') }}) as hashed
) as telco
