-- From the booked days to the lines of the ledger, and to their sums, in SQL. The clauses are those
-- of methodology/rules.md. What is given are plain tables:
--   legs    referral_id, child_id, side, service, claim_service, category, from_day, until_day,
--           weight, charged, run_from
--   chain   category, place, name: the category itself first, at place 0
--   layers  place, layer
--   rates   layer, category, per, pence, from_day, until_day, basis, source
--   units   per, numerator, denominator, once: how many days one rate buys, as a fraction
-- Whole numbers throughout: days and pence are BIGINT, the one product is HUGEINT.

-- [8.1] Every rate that might price a category, with its places in the walk.
CREATE TABLE candidates AS
SELECT
    chain.category, chain.place AS link, layers.place AS step, chain.name, layers.layer,
    rates.per, rates.pence, rates.basis, rates.source, rates.from_day, rates.until_day
FROM chain
JOIN rates ON rates.category = chain.name
JOIN layers ON layers.layer = rates.layer;

-- From one day on which any of them begins or ends to the next, nothing changes.
CREATE TABLE stretches AS
SELECT category, day AS from_day, lead(day) OVER (PARTITION BY category ORDER BY day) AS until_day
FROM (
    SELECT category, from_day AS day FROM candidates
    UNION
    SELECT category, until_day FROM candidates
)
QUALIFY until_day IS NOT NULL;

-- [8.1] The first rate in force is the one used.
CREATE TABLE found AS
SELECT s.category, s.from_day, s.until_day, c.name, c.layer, c.per, c.pence, c.basis, c.source
FROM stretches s
JOIN candidates c
    ON c.category = s.category AND c.from_day <= s.from_day AND s.from_day < c.until_day
QUALIFY row_number() OVER (PARTITION BY s.category, s.from_day ORDER BY c.link, c.step) = 1;

-- [1.7], [9.6] Two stretches that touch and differ in nothing but their days are one.
CREATE TABLE prices AS
WITH marked AS (
    SELECT
        *,
        (lag(until_day) OVER days IS DISTINCT FROM from_day
            OR lag((name, layer, per, pence, basis, source)) OVER days
                IS DISTINCT FROM (name, layer, per, pence, basis, source))::INT AS begins
    FROM found
    WINDOW days AS (PARTITION BY category ORDER BY from_day)
),
numbered AS (
    SELECT *, sum(begins) OVER (PARTITION BY category ORDER BY from_day) AS number FROM marked
)
SELECT
    category, min(from_day) AS from_day, max(until_day) AS until_day,
    name, layer, per, pence, basis, source
FROM numbered
GROUP BY ALL;

-- [1.4] The quarters that the booked days touch.
CREATE TABLE quarters AS
WITH span AS (SELECT min(from_day) AS first, max(until_day) AS last FROM legs),
opening AS (
    SELECT CAST(unnest(generate_series(
        date_trunc('quarter', first), date_trunc('quarter', last), INTERVAL 3 MONTH)) AS DATE) AS day
    FROM span
)
SELECT
    day AS from_day, CAST(day + INTERVAL 3 MONTH AS DATE) AS until_day,
    year(day) - (month(day) < 4)::INT AS opens,
    opens || '-' || lpad(((opens + 1) % 100)::TEXT, 2, '0') AS financial_year,
    'Q' || CASE month(day) WHEN 4 THEN 1 WHEN 7 THEN 2 WHEN 10 THEN 3 ELSE 4 END AS quarter
FROM opening;

-- [7.1] What each category costs, cut by quarter; [8.1] status none costs nothing.
CREATE TABLE tariff AS
SELECT
    p.category, greatest(p.from_day, q.from_day) AS from_day,
    least(p.until_day, q.until_day) AS until_day,
    q.financial_year, q.quarter, p.name, p.layer, p.per, p.pence, p.basis, p.source
FROM prices p
JOIN quarters q ON p.from_day < q.until_day AND q.from_day < p.until_day
UNION ALL
SELECT
    'none', from_day, until_day, financial_year, quarter, NULL, NULL, NULL, NULL, NULL, NULL
FROM quarters;

-- [1.6] The exact product of a line and what it is to be divided by; [8.6] a rate per case or
-- episode is charged once, on the first day of its run.
CREATE TABLE products AS
WITH cut AS (
    SELECT
        legs.* EXCLUDE (from_day, until_day),
        greatest(legs.from_day, t.from_day) AS from_day,
        least(legs.until_day, t.until_day) AS until_day,
        t.* EXCLUDE (category, from_day, until_day)
    FROM legs
    JOIN tariff t
        ON t.category = legs.category
        AND t.from_day < legs.until_day AND legs.from_day < t.until_day
)
SELECT
    cut.*, date_diff('day', from_day, until_day) AS days,
    coalesce(
        CASE WHEN once THEN (from_day = run_from)::HUGEINT ELSE days::HUGEINT END
            * pence * weight * denominator * charged::INT,
        0) AS product,
    coalesce(numerator, 1)::HUGEINT * 1000000 AS divisor
FROM cut
LEFT JOIN units USING (per);

-- [1.6] One rounding, an exact half to the even penny; [9.1] the signs and columns of a line.
CREATE TABLE ledger AS
SELECT
    referral_id, child_id, side, service, claim_service, category, from_day, until_day, days,
    weight, pence AS rate_pence, coalesce(per, '') AS unit, coalesce(name, '') AS rate_name,
    coalesce(layer, '') AS layer,
    CASE side WHEN 'counterfactual' THEN 1 ELSE -1 END * (
        product // divisor
        + (2 * (product % divisor) > divisor
            OR (2 * (product % divisor) = divisor AND (product // divisor) % 2 = 1))::INT
    ) AS amount_pence,
    financial_year, quarter, coalesce(basis, '') AS rate_basis, coalesce(source, '') AS source
FROM products;

-- [9.2] Sums by referral and quarter, by side and quarter, by service, and in all. A blank in
-- place of a key stands for all of it.
CREATE TABLE sums AS
SELECT
    referral_id, side, service, financial_year, quarter, sum(amount_pence)::HUGEINT AS pence
FROM ledger
GROUP BY GROUPING SETS (
    (referral_id, side, financial_year, quarter), (side, financial_year, quarter),
    (side, service), (side), ()
);
