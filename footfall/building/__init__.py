"""The build of the scheduled run: dbt build, of which is left out what cannot be new."""
