//! Boxes of any dimension.

/// One inclusive range a dimension.
pub type Cube<const D: usize> = [(u64, u64); D];

/// The common part.
pub fn meet<const D: usize>(a: &Cube<D>, b: &Cube<D>) -> Option<Cube<D>> {
    let mut common = *a;
    for (side, other) in common.iter_mut().zip(b) {
        *side = (side.0.max(other.0), side.1.min(other.1));
    }
    common.iter().all(|side| side.0 <= side.1).then_some(common)
}

/// What of `cubes` lies outside `hole`.
pub fn without<const D: usize>(cubes: Vec<Cube<D>>, hole: &Cube<D>) -> Vec<Cube<D>> {
    let mut rest = Vec::new();
    for mut cube in cubes {
        let Some(common) = meet(&cube, hole) else {
            rest.push(cube);
            continue;
        };
        for axis in 0..D {
            let (inside, whole) = (common[axis], cube[axis]);
            let mut outside = |range| {
                let mut piece = cube;
                piece[axis] = range;
                rest.push(piece);
            };
            if whole.0 < inside.0 {
                outside((whole.0, inside.0 - 1));
            }
            if inside.1 < whole.1 {
                outside((inside.1 + 1, whole.1));
            }
            cube[axis] = inside;
        }
    }
    rest
}

/// How many points lie inside.
pub fn volume<const D: usize>(cube: &Cube<D>) -> u128 {
    cube.iter().map(|side| u128::from(side.1 - side.0 + 1)).product()
}
