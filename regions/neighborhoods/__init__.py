"""Priority neighborhoods (QPV) by generation, and whether a point lies in one."""
