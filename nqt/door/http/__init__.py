"""Between a request and a resource: mounts, permissions, bodies, refusals, throttles, days and clocks."""
