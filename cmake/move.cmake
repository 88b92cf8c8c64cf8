# Moves the folder ${FROM} to ${TO}, where something may be.
file(REMOVE_RECURSE ${TO})
file(RENAME ${FROM} ${TO})
