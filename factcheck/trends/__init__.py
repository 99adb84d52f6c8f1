"""What is checked, what returns, what is asked and what nobody has checked: counts with rows."""
