"""What there is in a simulated Datagrok: packages, functions, queries, projects, tests, errors."""

# package: (category, functions)
PACKAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "Chem": (
        "Cheminformatics",
        (
            "Substructure Search",
            "Similarity Search",
            "Chemical Space",
            "Activity Cliffs",
            "R-Groups Analysis",
            "Descriptors",
            "Toxicity Risks",
        ),
    ),
    "Bio": (
        "Bioinformatics",
        ("Sequence Space", "Sequence Activity Cliffs", "MSA", "Composition Analysis"),
    ),
    "Peptides": ("Bioinformatics", ("SAR Analysis", "Mutation Cliffs")),
    "PowerPack": ("General", ("Power Search", "Add New Column", "Formula Lines")),
    "Charts": ("Visualizations", ("Sunburst", "Sankey", "Radar")),
    "Tutorials": ("Education", ("Track Overview",)),
    # the company's own, whose functions are known by their project alone
    "AcmeAssays": ("General", ("Upload Plate", "Dose Response", "Plate QC")),
}
HOME_MADE = "AcmeAssays"
CORE_FUNCTIONS = ("Open File", "Join Tables", "Aggregate", "Cluster", "PCA", "Missing Values")
SCRIPTS = ("Curve Fitting", "Elbow Plot", "ADME Summary", "Sales Forecast", "Batch Report")
# connection: (data source, queries)
CONNECTIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "CompoundRegistry": ("Oracle", ("Compounds by Project", "Compound Card", "New Compounds")),
    "AssayResults": (
        "Postgres",
        ("Results by Assay", "IC50 History", "Plates of a Week", "Failed Wells"),
    ),
    "Warehouse": ("Snowflake", ("Orders by Region", "Revenue by Month", "Customer Churn")),
    "Instruments": ("MS SQL", ("Runs of an Instrument",)),
}
DASHBOARDS = (
    "Compound Explorer",
    "Assay Overview",
    "Plate Review",
    "Screening Campaign",
    "Site Capacity",
    "Sales Pipeline",
    "Revenue",
    "Peptide SAR",
    "Instrument Health",
    "Data Quality",
)
MODELS = ("Solubility Model", "Churn Model")
NOTEBOOKS = ("Assay Exploration", "Plate Statistics", "Quarterly Numbers")
JOBS = ("Nightly Registry Sync", "Weekly Report")
TUTORIALS = ("Viewers", "Filters", "Data Access", "Virtual Screening")
VIEWERS = (
    "Scatter plot",
    "Histogram",
    "Bar chart",
    "Box plot",
    "Grid",
    "Trellis plot",
    "Line chart",
)

# package tests: (category, test)
TESTS: dict[str, tuple[tuple[str, str], ...]] = {
    "Chem": (("Similarity", "Tanimoto"), ("Descriptors", "Lipinski"), ("Rendering", "Molecules")),
    "Bio": (("MSA", "Align"), ("Sequence Space", "Distances")),
}
# message: (where it comes from, severity, package, whether curators count it as an error)
ERRORS: dict[str, tuple[str, str, str | None, bool]] = {
    "NullError: method not found: 'get$rowCount' on null": ("client", "error", None, True),
    "TypeError: Cannot read properties of undefined (reading 'molecules')": (
        "package",
        "error",
        "Chem",
        True,
    ),
    "RangeError: Maximum call stack size exceeded": ("package", "error", "Bio", True),
    "Query timed out after 120 seconds": ("server", "error", None, True),
    "ORA-00942: table or view does not exist": ("grok_connect", "error", None, True),
    "Plate layout has no control wells": ("package", "warning", HOME_MADE, True),
    "ResizeObserver loop limit exceeded": ("client", "warning", None, False),
}

ALL_USERS = "a4b45840-9a50-11e6-9cc9-8546b8bf62e6"
ADMINISTRATORS = "1ab8b38d-9c4e-4b1e-81c3-ae2bde3e12c5"
DEVELOPERS = "ba9cd191-9a50-11e6-9cc9-910bf827f0ab"
# users that every Datagrok has: login to the ids of user and personal group
FIXED_USERS = {
    "admin": ("878c42b0-9a50-11e6-c537-6bf8e9ab02ee", "a4b45840-9a50-11e6-c537-6bf8e9ab02ee"),
    "system": ("3e32c5fa-ac9c-4d39-8b4b-4db3e576b3c3", "a4b45840-ac9c-4d39-8b4b-4db3e576b3c3"),
    "test": ("ca1e672e-e3be-40e0-b79b-d2c68e68d380", "ca1e672e-e3be-40e0-b79b-8546b8bf62e6"),
}
# a group of departments, which hold the personal groups of their people
DIVISIONS = {
    "Research": ("Data", "Product"),
    "Technology": ("Engineering", "Infrastructure"),
    "Business": ("Finance", "Marketing"),
}
