"""Money at other people's: the port to payment gateways and to outside billing systems.

Pure of models: what is here knows no table and no tenant. It is given the account's credentials and
values, talks HTTPS, and gives values back; instruments, attempts and the inbox of webhooks are the
domain's, which calls this with no transaction open.

- `port`: the `Gateway` protocol and its values; `errors`: what can go wrong, as one tree
- `stripe`, `paypal`: the two adapters; each reads its own webhooks (`stripe_events`,
  `paypal_events`). Cash, cheques and bank transfers need none.
- `declines`: what a refusal means; `retries`: when it may be tried again; both pure
- `amounts`: how each gateway writes an amount of each currency
- `external`: the port to billing systems that invoices are pushed to

No number of a card or an account ever comes here: instruments are the gateway's tokens, entered on
the gateway's own pages. Plain httpx instead of the gateways' own packages: about twenty calls of
form or JSON each, one place for time-outs and for what an answer that did not come means, one fake
transport for tests; Stripe's package is 14 MB and changes its major version twice a year, while
Stripe keeps a pinned version of its API answering alike for years.
"""
