"""Comments and files on whatever the apps above have, known by scope, kind word and public id."""
