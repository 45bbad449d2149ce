-- Known values of P(X > x); relative error below 1e-5.
with known as (

    select 3.841458820694124 as x, 1 as df, 0.05 as tail
    union all select 0.5, 2, 0.7788007830714049
    union all select 10.827566170662733, 1, 0.001
    union all select 30, 5, 1.4748581038443073e-05
    union all select 56.5, 1, 5.6198375264125574e-14
    union all select 40, 20, 0.0049954123083075785
    union all select 43.77, 30, 0.05003083086554432

),

widened as (

    select cast(x as {{ type_double() }}) as x, cast(df as {{ type_double() }}) as df, cast(tail as {{ type_double() }}) as tail
    from known

)

select widened.*, {{ chi_square_tail('x', 'df') }} as computed
from widened
where abs({{ chi_square_tail('x', 'df') }} - tail) > 1e-5 * tail
