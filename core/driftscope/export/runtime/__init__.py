"""What carries an export out: its tasks, and the processes or the Dask cluster that work on them."""
