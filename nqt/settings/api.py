"""What the API says of itself at `/api/docs/`."""

API_TITLE = "NQT partnerships API"
API_DESCRIPTION = """
The same resources as the pages, as JSON: what an audience cannot read here it cannot read anywhere. Every address
begins with the audience under which one acts (`staff`, `partner`, `board`…).

**Authentication.** The session of the sign-in page: the cookie `sessionid`. A write carries the header `X-CSRFToken`
with the value of the cookie `csrftoken`. Without a session the answer is 401; what one may not see is 404.

**Versions.** A resource with a `version` answers with an `ETag`. Send it back as `If-Match` with `PUT`, `PATCH`,
`DELETE` and every command: 428 without it, 412 when somebody wrote in between.

**Commands.** `actions` lists what may be done to an object now, each with its address and its fields. A command that
is not open any more is 409.

**Refusals** are `application/problem+json` (RFC 9457): a French sentence in `detail`, a stable `code`, and in `errors`
what is wrong with each field (`pointer`) or each parameter of the address (`parameter`).

**Lists** hold 25 rows, 100 with `page_size`. Follow `next` and `previous` as they are given: they are bound to the
order and the filters. `count` stops at 10,000 (`count_capped`). `au=2015-07-23` reads a list as of that day.
"""
