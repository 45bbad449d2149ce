-- Known values of P(Z > x), from the middle to the far tail; relative error below 1e-8.
with known as (

    select 0.0 as x, 0.5 as tail
    union all select 1.0, 0.15865525393145705
    union all select 1.959963984540054, 0.025
    union all select 3.0, 0.0013498980316300957
    union all select 6.0, 9.865876450376946e-10
    union all select 8.0, 6.220960574271786e-16
    union all select -2.0, 0.022750131948179212

)

select x, tail, {{ normal_tail('x') }} as computed
from known
where abs({{ normal_tail('x') }} - tail) > 1e-8 * tail
