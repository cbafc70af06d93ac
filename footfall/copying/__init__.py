"""Moving a warehouse from DuckDB to another engine: all tables that no dbt build can make again."""
