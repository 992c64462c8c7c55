"""The REST layer's kernel, and the only way in.

A *resource* is one audience's view of one concept. Its list, its reading page, its form, its JSON and its export are
representations of that one thing: same queryset, same permission, same filter, same pagination, same fields.

    mount        which addresses a resource has, as pages and as API
    resource     what a resource declares; `reading`, `writing` and `commands` are what it then knows how to do
    serializers  the fields, strict about input; `fields` has the kinds of its own
    records      what a template sees of a serialized object
    forms        a serializer seen as a form
    filters      which rows; `pagination`: which of them on this page; `asof`: as of which day
    problems     every refusal, said once; `failures`: those that happen before a resource is reached
"""
