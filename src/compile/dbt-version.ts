/** The version of dbt whose behaviour templates meet: packages check it before they work. */
export const dbtVersion = "1.11.7";
