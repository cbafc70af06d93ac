-- What history/*.sql needs that the engines write differently.
create schema if not exists benchmark;

-- A number from 0 to 1 that looks random: the same for the same two numbers.
-- Hashed twice, as one hash of two numbers is near that of the first number and another second.
create or replace macro benchmark.draw(number, salt) as (
    hash(hash(cast(number as bigint), cast(salt as bigint))) / 18446744073709551616.0
);

-- Eight rows that follow each other are a visit. Few users make most of them.
create or replace macro benchmark.visitor(number, users) as (
    cast(floor(users * pow(benchmark.draw(number >> 3, 1), 3)) as bigint)
);

-- Milliseconds since 1970: a visit begins in working hours, then a row every twenty seconds or so.
create or replace macro benchmark.moment_ms(day, number) as (
    cast(extract(epoch from day) as bigint) * 1000 + 21600000
    + cast(floor(21600000 * (benchmark.draw(number >> 3, 2) + benchmark.draw(number >> 3, 3))) as bigint)
    + (number & 7) * 20000 + cast(floor(15000 * benchmark.draw(number, 4)) as bigint)
);

create or replace macro benchmark.time_text(moment_ms) as cast(epoch_ms(moment_ms) as varchar);

create or replace macro benchmark.uuid(kind, number) as (
    regexp_replace(
        md5(kind || cast(number as varchar)), '^(.{8})(.{4})(.{4})(.{4})', '\1-\2-\3-\4-'
    )
);
