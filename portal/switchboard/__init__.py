"""Which plugins are on where, and how they are set: seen and changed per place."""
