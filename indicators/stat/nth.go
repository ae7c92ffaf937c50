package stat

// nth reorders numbers so that the one of rank k (0 the smallest) stands at k, smaller ones before and larger ones behind.
// Hoare (1961) with the median of three as pivot. Numbers without NaN. Weakness: an order made to harm it takes n² steps.
func nth(x []float64, k int) {
	low, high := 0, len(x)-1
	for low < high {
		middle := int(uint(low+high) / 2)
		if x[middle] < x[low] {
			x[middle], x[low] = x[low], x[middle]
		}
		if x[high] < x[low] {
			x[high], x[low] = x[low], x[high]
		}
		if x[high] < x[middle] {
			x[high], x[middle] = x[middle], x[high]
		}
		pivot, i, j := x[middle], low, high
		for i <= j {
			for x[i] < pivot {
				i++
			}
			for pivot < x[j] {
				j--
			}
			if i <= j {
				x[i], x[j] = x[j], x[i]
				i++
				j--
			}
		}
		switch {
		case k <= j:
			high = j
		case k >= i:
			low = i
		default:
			return
		}
	}
}
