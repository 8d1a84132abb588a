"""The register: people, where they live, their households."""
