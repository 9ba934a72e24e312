"""Login without a password: access tokens by a command of the owner's, or by signing in once in a browser (F-91).

A token stands where a password would: the doors call for it at each login and keep nothing. What they call is an
`AccessTokens`, by which they know to say XOAUTH2 or OAUTHBEARER (RFC 7628) instead of PLAIN.
"""
