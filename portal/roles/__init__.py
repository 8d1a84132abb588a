"""Who may do what where: permissions in code, role templates as data, assignments at a place."""
