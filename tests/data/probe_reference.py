# SPDX-License-Identifier: GPL-3.0-or-later
"""Newton's method in float64, standard library only, for the softmax probe of tests/core/engine/probes_test.cpp:
1/N sum -log softmax(W [x_hat; 1])_y + l2/2 |W without bias|^2. Run: python3 probe_reference.py"""
import math, struct

N, C, K, L2 = 60, 3, 3, 1e-2
f32 = lambda v: struct.unpack("f", struct.pack("f", v))[0]
X = [[f32(math.sin(1 + 7 * n + 3 * c) * (c + 1) + 5 * c) for c in range(C)] for n in range(N)]
Y = [(n * n + n // 3 + (X[n][0] > 0)) % K for n in range(N)]
for c in range(C):
    mean = sum(x[c] for x in X) / N
    std = math.sqrt(sum((x[c] - mean) ** 2 for x in X) / N)
    for x in X:
        x[c] = (x[c] - mean) / std
X = [x + [1.0] for x in X]
P = K * (C + 1)

def probabilities(w, x):
    z = [sum(w[k * (C + 1) + c] * x[c] for c in range(C + 1)) for k in range(K)]
    e = [math.exp(v - max(z)) for v in z]
    return [v / sum(e) for v in e]

def solve(a, b):
    n = len(b)
    m = [row[:] + [v] for row, v in zip(a, b)]
    for i in range(n):
        p = max(range(i, n), key=lambda r: abs(m[r][i]))
        m[i], m[p] = m[p], m[i]
        for r in range(n):
            if r != i:
                f = m[r][i] / m[i][i]
                m[r] = [u - f * v for u, v in zip(m[r], m[i])]
    return [m[i][n] / m[i][i] for i in range(n)]

w = [0.0] * P
for step in range(30):
    g, h = [0.0] * P, [[0.0] * P for _ in range(P)]
    for x, y in zip(X, Y):
        p = probabilities(w, x)
        for k in range(K):
            for c in range(C + 1):
                g[k * (C + 1) + c] += (p[k] - (k == y)) * x[c] / N
                for l in range(K):
                    for d in range(C + 1):
                        h[k * (C + 1) + c][l * (C + 1) + d] += p[k] * ((k == l) - p[l]) * x[c] * x[d] / N
    for k in range(K):
        for c in range(C):
            g[k * (C + 1) + c] += L2 * w[k * (C + 1) + c]
            h[k * (C + 1) + c][k * (C + 1) + c] += L2
    for i in range(P):
        h[i][i] += 1e-10  # adding one number to all biases changes nothing
    w = [a - b for a, b in zip(w, solve(h, g))]
ps = [probabilities(w, x) for x in X]
print("loss", repr(-sum(math.log(p[y]) for p, y in zip(ps, Y)) / N))
print("accuracy", sum(max(range(K), key=lambda k: p[k]) == y for p, y in zip(ps, Y)), "of", N)
print("first image", [repr(v) for v in ps[0]])
print("gradient", math.sqrt(sum(v * v for v in g)))
