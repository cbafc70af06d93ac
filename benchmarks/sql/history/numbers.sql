-- A number for each row that is to be written, in the order of days.
drop table if exists benchmark.numbers;

create table benchmark.numbers as
select
    days.system
    , days.activity_date
    , numbers.number
from benchmark.days as days
cross join lateral generate_series(
    days.first_number, days.first_number + days.row_count - 1
) as numbers (number)
order by days.system, numbers.number
