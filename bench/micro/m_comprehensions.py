"""Comprehensions, and the functional forms of the same."""
from _bench import bench, done

N = 100_000
ITEMS = list(range(N))

bench("comp_list", lambda: [x for x in ITEMS], N)
bench("comp_list_arithmetic", lambda: [x * 2 + 1 for x in ITEMS], N)
bench("comp_list_if", lambda: [x for x in ITEMS if x & 1], N)
bench("comp_list_nested", lambda: [x + y for x in range(300) for y in range(300)], 90_000)
bench("comp_list_of_lists", lambda: [[y for y in range(10)] for _ in range(5000)], 50_000)
bench("comp_set", lambda: {x & 255 for x in ITEMS}, N)
bench("comp_dict", lambda: {x: x for x in ITEMS}, N)
bench("comp_generator_sum", lambda: sum(x for x in ITEMS), N)
bench("comp_any_all", lambda: (any(x < 0 for x in ITEMS), all(x >= 0 for x in ITEMS)), 2 * N)
bench("comp_map_filter", lambda: list(filter(None, map(lambda x: x & 1, ITEMS))), N)
bench("comp_map_builtin", lambda: list(map(str, ITEMS)), N)
done()
