"""Takes the audit trail out of the warehouse: into a file, an object store or CloudWatch Logs."""
