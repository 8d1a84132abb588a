"""The demonstration: whole localities with people, procedures and proposals at every stage; all of it invented."""
