-- If A is near B, then B is near A, equally; the cap of 100 neighbours is above the assortment here.
select one.product_pair_id
from {{ ref('product_similarity') }} as one
left join {{ ref('product_similarity') }} as other
  on one.product_id = other.similar_product_id and one.similar_product_id = other.product_id
where other.product_id is null or one.similarity <> other.similarity
