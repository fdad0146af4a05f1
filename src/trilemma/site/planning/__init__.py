"""The plan of a project as rows: what people entered or adopted, never a computed date."""
