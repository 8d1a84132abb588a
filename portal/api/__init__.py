"""The JSON API under `/api/v1`: the same services and forms as the pages, for programs that bring a token.

Kit for the API routes of rooms and plugins: `receiving` (what was sent), `writing` (one effect, one transaction),
`paging` (lists by cursor); what a route says of itself is `portal.plugin.operation`.
"""
