"""Who acts: accounts, hats, actors, invitations, sign-in. Knows no feature."""
