{% macro raw_erasure_statements(person, erased_user) %}
    {#- For each column of a raw table that holds the person: {'rows': how many, 'sql': what takes the person out}.
        Names in clear: this is for the terminal alone. -#}
    {% set statements = [] %}
    {% for table in footfall.raw_tables() %}
        {% set texts = footfall.raw_texts(person, table.system) %}
        {% set columns = adapter.get_columns_in_relation(table.relation) if texts else [] %}
        {#- In a document a number is most often something else than the user who has it. -#}
        {% set words, numbers = [], [] %}
        {% for text in texts %}
            {% do (numbers if table.is_document and modules.re.match('^[0-9]+$', text) else words).append(text) %}
        {% endfor %}
        {% set changes = footfall.directory_changes(table, columns, texts)
            + footfall.text_changes(table.relation, columns, words, erased_user)
            + footfall.number_changes(table, columns, numbers, erased_user)
            + footfall.uuid_changes(table.relation, columns, texts, erased_user) %}
        {% set counts = [] %}
        {% for change in changes %}
            {% do counts.append('count(case when ' ~ change.condition ~ ' then 1 end)') %}
        {% endfor %}
        {% set found = run_query('select ' ~ counts | join(', ') ~ ' from ' ~ table.relation).rows[0] if counts %}
        {% for change in changes %}
            {% set rows = found[loop.index0] | int %}
            {% do statements.append({
                'table': table.relation | string, 'column': change.column, 'rows': rows, 'sql': change.sql,
            }) if rows %}
        {% endfor %}
    {% endfor %}
    {% do return(statements) %}
{% endmacro %}


{% macro raw_texts(person, system) %}
    {#- What the person is called in raw tables of a system: e-mails, users of that system, names. -#}
    {% set texts = [] %}
    {% for identity in person.identities %}
        {% if '@' in identity %}
            {% do texts.append(identity) %}
        {% elif identity.startswith(system ~ ':') %}
            {% do texts.append(identity.split(':', 1)[1]) %}
        {% endif %}
    {% endfor %}
    {% do return((texts + person.names) | unique | list) %}
{% endmacro %}


{% macro directory_changes(table, columns, texts) %}
    {#- A login of the directory is no user of a system, and may be a word of another's name: it goes by the e-mail,
        and before it. -#}
    {% set changes = [] %}
    {% for column in columns if table.system == 'hr' and column.name == 'login' %}
        {% set condition = column.quoted ~ ' is not null and lower(trim(' ~ adapter.quote('email') ~ ')) in ('
            ~ footfall.quoted(texts) ~ ')' %}
        {% do changes.append({
            'column': column.name, 'condition': condition,
            'sql': 'update ' ~ table.relation ~ ' set ' ~ column.quoted ~ ' = null where ' ~ condition,
        }) %}
    {% endfor %}
    {% do return(changes) %}
{% endmacro %}


{% macro text_changes(relation, columns, texts, erased_user) %}
    {#- The actor in place of what the person is called, in texts and documents. -#}
    {% set escaped, changes = [], [] %}
    {% for text in texts %}{% do escaped.append(footfall.as_written(text)) %}{% endfor %}
    {% set pattern = footfall.words_pattern(escaped) %}
    {% for column in columns %}
        {% set type = column.data_type | lower %}
        {% do changes.append({
            'column': column.name, 'condition': footfall.has_words(column, pattern),
            'sql': footfall.replace_words(relation, column, pattern, erased_user),
        }) if texts and (footfall.is_text_type(type) or 'json' in type) %}
    {% endfor %}
    {% do return(changes) %}
{% endmacro %}


{% macro as_written(text) %}
    {#- A pattern, in a literal of SQL, of a text as it stands in texts and in documents: programs that write JSON
        escape quotes, and most of them whatever is not ASCII, in documents within documents several times. -#}
    {% set pieces = [] %}
    {% for character in text %}
        {% set piece = modules.re.escape(character) %}
        {% if not modules.re.match('[A-Za-z0-9@._ -]', character) %}
            {% set spellings = [('\\\\*' if character in '"/\\') ~ piece] %}
            {% for each in [character.lower(), character.upper()] | unique(case_sensitive=true) %}
                {% set digits = each.encode('utf-16-be').hex() %}
                {% do spellings.append(modules.re.escape(each)) %}
                {% do spellings.append(modules.re.sub('(....)', '\\\\\\\\+u\\1', digits)) %}
            {% endfor %}
            {% set piece = '(?:' ~ spellings | unique(case_sensitive=true) | join('|') ~ ')' %}
        {% endif %}
        {% do pieces.append(piece) %}
    {% endfor %}
    {% do return(pieces | join | replace("'", "''")) %}
{% endmacro %}


{% macro number_changes(table, columns, numbers, erased_user) %}
    {#- The actor in place of the person's number, where a document has it under the key of the user. -#}
    {% set changes = [] %}
    {% if numbers and table.actor_keys %}
        {% set keys = [] %}
        {% for key in table.actor_keys %}{% do keys.append(modules.re.escape(key) | replace("'", "''")) %}{% endfor %}
        {% set pattern = '("(?:' ~ keys | join('|') ~ ')"\\s*:\\s*)("?(?:' ~ numbers | join('|') ~ ')"?)(\\s*[,}\\]])' %}
        {% for column in columns if footfall.is_text_type(column.data_type | lower) or 'json' in column.data_type | lower %}
            {% do changes.append({
                'column': column.name, 'condition': footfall.has_words(column, pattern),
                'sql': footfall.replace_words(table.relation, column, pattern, '"' ~ erased_user ~ '"'),
            }) %}
        {% endfor %}
    {% endif %}
    {% do return(changes) %}
{% endmacro %}


{% macro uuid_changes(relation, columns, texts, erased_user) %}
    {#- The actor's uuid in place of the person's own, in columns of that type. -#}
    {% set uuids, changes = [], [] %}
    {% for text in texts if modules.re.match('^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$', text) %}
        {% do uuids.append(text) %}
    {% endfor %}
    {% for column in columns if uuids and column.data_type | lower == 'uuid' %}
        {% set condition = column.quoted ~ ' in (' ~ footfall.quoted(uuids) ~ ')' %}
        {% do changes.append({
            'column': column.name, 'condition': condition,
            'sql': 'update ' ~ relation ~ ' set ' ~ column.quoted ~ " = '" ~ footfall.erased_uuid(erased_user)
                ~ "' where " ~ condition,
        }) %}
    {% endfor %}
    {% do return(changes) %}
{% endmacro %}


{% macro erased_uuid(erased_user) %}
    {#- The actor where a column takes nothing but a uuid. -#}
    {% set digits = local_md5(erased_user) %}
    {% do return([digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]] | join('-')) %}
{% endmacro %}


{% macro raw_tables() %}
    {#- {'system', 'relation'} of each raw table that is there. Of one with documents in it also is_document, and
        actor_keys, under which they have the user, where a mapping says so. -#}
    {% set tables = [] %}
    {% for source in graph.sources.values() | sort(attribute='unique_id')
        if source.package_name == 'footfall' and not footfall.is_loaded_log(source) %}
        {% set relation = adapter.get_relation(
            database=source.database, schema=source.schema, identifier=source.identifier
        ) %}
        {% if relation is not none %}{% do tables.append({'system': source.source_name, 'relation': relation}) %}{% endif %}
    {% endfor %}
    {% for table in footfall.custom_tables() %}
        {% for relation in footfall.custom_relations(table)
            if relation | string not in tables | map(attribute='relation') | map('string') %}
            {% set columns = adapter.get_columns_in_relation(relation) | map(attribute='name') | map('lower') | list %}
            {% set keys = footfall.custom_actor_keys(table.actor, table.get('lookups') or {}) %}
            {% do tables.append({
                'system': table.name, 'relation': relation, 'actor_keys': keys,
                'is_document': 'record' in columns
                    or relation == table.relation and keys | map('lower') | reject('in', columns) | list | length > 0,
            }) %}
        {% endfor %}
    {% endfor %}
    {#- What no mapping reads, such as a list of users, names persons too. -#}
    {% for log in footfall.loaded_logs() if not footfall.readers_of_loaded_log(log) %}
        {% set relation = footfall.loaded_log_relation(log) %}
        {% do tables.append({
            'system': log.source_name, 'relation': relation, 'is_document': true
        }) if relation is not none %}
    {% endfor %}
    {% do return(tables) %}
{% endmacro %}
