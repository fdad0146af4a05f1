"""People, teams, skills, rates, absences and calendars: who works, and when."""
