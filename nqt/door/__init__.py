"""The REST layer's kernel, and the only way in.

A *resource* is one audience's view of one concept. Its list, its reading page, its form, its JSON and its export are
representations of that one thing: same queryset, same permission, same filter, same pagination, same fields.

    resource/   what a room declares, by families, and what the kernel then does with it: reading, writing, acts
    lists/      which rows, which of them on this page, in which order, and as a file
    forms/      the fields, strict about input, and a serializer seen as a form
    pages/      what a template sees: addresses, records, navigation
    http/       the two mounts, who is let in, bodies, refusals, throttles, days and clocks, the OpenAPI document
"""
