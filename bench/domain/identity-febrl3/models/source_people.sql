{{ config(materialized='view') }}
select *
from read_csv('{{ env_var("PROOF_RECORDS") }}', all_varchar = true, header = true, normalize_names = true)
