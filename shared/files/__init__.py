"""Files of this machine: kept whole or not at all, named plainly, summed up."""
