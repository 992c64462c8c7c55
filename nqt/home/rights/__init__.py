"""The register of rights, as staff answer it and as people follow it; and the page of all that is kept about one."""
