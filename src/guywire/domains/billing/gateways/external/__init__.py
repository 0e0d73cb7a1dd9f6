"""Outside billing systems: invoices of ours are pushed to them, and they tell what became of each.

- `port`: the `BillingSystem` protocol and its values
- `quickbooks`, `xero`, `stripe_invoicing`, `webhook`: the systems; the last is for any other, by
  requests that we sign
- `oauth`: sign-in with tokens that are renewed and replaced; `public`: no tenant's address leads
  into our own network
"""
