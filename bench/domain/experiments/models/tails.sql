-- Tails over a grid that reaches beyond 1e-13 in both directions.
select
  t, df, squared, whole_df,
  {{ personalization.normal_tail('t') }} as normal,
  {{ personalization.student_tail('t', 'df') }} as student,
  {{ personalization.chi_square_tail('squared', 'whole_df') }} as chi_square,
  {{ personalization.normal_quantile('p') }} as quantile,
  p
from (
  select t, df, t * t as squared, cast(least(greatest(floor(df), 1), 30) as integer) as whole_df,
    exp(-0.5 * t * t - 0.7) as p
  from (select cast(unnest([0.0, 0.01, 0.1, 0.5, 1, 1.645, 1.96, 2.576, 3.3, 4.4, 5.3, 6.1, 7.3851, 7.6]) as double) as t)
  cross join (select cast(unnest([1, 1.5, 2, 3.7, 5, 9.2, 20, 29.5, 100, 1234.5, 29000, 1e6]) as double) as df)
)
