"""One small cog a job."""
