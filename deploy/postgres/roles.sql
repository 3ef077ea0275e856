-- The roles of Recado, made or renewed by a superuser. psql gets the passwords as variables:
--   psql -v owner_password=… -v app_password=… -v monitor_password=… -f roles.sql
-- recado owns the tables and migrates. recado_app is for API and workers. recado_monitor reads statistics.
\set ON_ERROR_STOP on

select format('create role %I login', name)
from unnest(array['recado', 'recado_app', 'recado_monitor']) as name
where not exists (select from pg_roles where rolname = name)
\gexec

alter role recado password :'owner_password' nosuperuser nocreatedb nocreaterole;
alter role recado_app password :'app_password' nosuperuser nocreatedb nocreaterole;
alter role recado_monitor password :'monitor_password' nosuperuser nocreatedb nocreaterole;
grant pg_monitor to recado_monitor;

select 'create database recado owner recado'
where not exists (select from pg_database where datname = 'recado')
\gexec

revoke all on database recado from public;
grant connect, temporary on database recado to recado_app;
grant connect on database recado to recado_monitor;

\connect recado
alter schema public owner to recado;
revoke all on schema public from public;
grant usage on schema public to recado_app;

-- What the owner creates later, the next migration's tables included, is granted as it is created.
alter default privileges for role recado in schema public grant select, insert, update, delete on tables to recado_app;
alter default privileges for role recado in schema public grant usage on sequences to recado_app;
grant select, insert, update, delete on all tables in schema public to recado_app;
grant usage on all sequences in schema public to recado_app;
