"""The Python at the edges of footfall: loading raw logs, simulating them, reading headline KPIs."""
