-- Known quantiles of the normal distribution, in the middle, at the sides and far out.
with known as (

    select 0.5 as p, 0.0 as z
    union all select 0.975, 1.959963984540054
    union all select 0.8, 0.8416212335729143
    union all select 0.001, -3.090232306167813
    union all select 1e-12, -7.034483825301131

),

widened as (

    select cast(p as {{ type_double() }}) as p, cast(z as {{ type_double() }}) as z
    from known

)

select widened.*, {{ normal_quantile('p') }} as computed
from widened
where abs({{ normal_quantile('p') }} - z) > 1e-12
