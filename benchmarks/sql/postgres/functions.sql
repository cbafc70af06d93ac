-- What history/*.sql needs that the engines write differently.
create schema if not exists benchmark;

-- A number from 0 to 1 that looks random: the same for the same two numbers.
create or replace function benchmark.draw(number bigint, salt bigint) returns double precision
language sql immutable parallel safe
return (hashint8extended(number, salt) & 4503599627370495) / 4503599627370496.0::double precision;

-- Eight rows that follow each other are a visit. Few users make most of them.
create or replace function benchmark.visitor(number bigint, users bigint) returns bigint
language sql immutable parallel safe
return cast(floor(users * pow(benchmark.draw(number >> 3, 1), 3)) as bigint);

-- Milliseconds since 1970: a visit begins in working hours, then a row every twenty seconds or so.
create or replace function benchmark.moment_ms(day date, number bigint) returns bigint
language sql immutable parallel safe
return cast(extract(epoch from day) as bigint) * 1000 + 21600000
    + cast(floor(21600000 * (benchmark.draw(number >> 3, 2) + benchmark.draw(number >> 3, 3))) as bigint)
    + (number & 7) * 20000 + cast(floor(15000 * benchmark.draw(number, 4)) as bigint);

create or replace function benchmark.time_text(moment_ms bigint) returns text
language sql stable parallel safe
return to_char(to_timestamp(moment_ms / 1000.0) at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS');

create or replace function benchmark.uuid(kind text, number bigint) returns text
language sql immutable parallel safe
return regexp_replace(md5(kind || number), '^(.{8})(.{4})(.{4})(.{4})', '\1-\2-\3-\4-');
