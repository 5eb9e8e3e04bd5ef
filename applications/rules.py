"""Who may do what with an application, besides the predicates of floor 1."""

from grants import rules

prepares = rules.is_officer & rules.has_no_interest
decides_on = rules.is_deciding_decider & rules.has_no_interest
pays = rules.is_paying_finance & rules.has_no_interest
# For § 37 a the county only prepares and is heard; the board that decides writes the decision.
drafts = rules.is_deciding_officer & rules.has_no_interest
