"""Systems whose raw logs footfall loads: one module each."""
