-- Known values of P(T > |t|), whole and broken degrees of freedom; relative error below 1e-7.
with known as (

    select 0.5 as t, 1 as df, 0.3524163823495668 as tail
    union all select 2.0, 1.5, 0.11209416517802552
    union all select 12.706204736174694, 1, 0.025
    union all select 1.96, 10, 0.03921812012384987
    union all select 5.3, 29.4, 5.293847953916836e-06
    union all select 7.4, 1000.5, 1.440720817561696e-13
    union all select 7.3851, 36671.2, 7.778556678918253e-14
    union all select -2.0, 4, 0.05805826175840775

),

widened as (

    select cast(t as {{ type_double() }}) as t, cast(df as {{ type_double() }}) as df, cast(tail as {{ type_double() }}) as tail
    from known

)

select widened.*, {{ student_tail('t', 'df') }} as computed
from widened
where abs({{ student_tail('t', 'df') }} - tail) > 1e-7 * tail
