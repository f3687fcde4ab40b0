//! What can be painted, and how it travels to www/canvas.js: as numbers, since a call for each shape would cost more
//! than the painting.

/// A colour or pattern of www/canvas.js, by its place in the list there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[expect(
    missing_docs,
    reason = "they are the names of the style sheet's tokens"
)]
pub enum Paint {
    Bg0,
    Bg1,
    Line,
    Line2,
    Ink,
    Ink2,
    Ink3,
    Accent,
    AccentSoft,
    Run,
    Ready,
    Wait,
    WaitSoft,
    Bad,
    BadSoft,
    Cancel,
    /// Stripes over `ReadySoft`.
    ReadyHatch,
    /// Vertical stripes.
    BlockHatch,
    /// Crosses.
    DeadHatch,
    /// Thin stripes for all lanes under a blocked stretch.
    LateHatch,
    /// Covers what lies ahead.
    Veil,
    /// A light shade of waiting, for levels.
    Level,
    /// The same of the accent.
    AccentLevel,
    /// Running, where steps are too close to be told apart.
    Dense,
}

/// A line's dashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Dash {
    /// None.
    Solid,
    /// A dotted hairline: waits for a timer.
    Dots,
    /// Sparse dots: the loop is idle.
    Sparse,
    /// Heavy dots: overdue.
    Heavy,
    /// Dashes.
    Dashes,
}

/// A small sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Mark {
    /// A check.
    Check,
    /// A cross.
    Cross,
    /// A triangle with its point down.
    TriangleDown,
    /// An arrow's head that points down.
    ArrowDown,
    /// An arrow's head that points up.
    ArrowUp,
    /// A dot.
    Dot,
    /// A warning triangle.
    Warning,
}

/// A font of www/canvas.js.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Font {
    /// The page's, small.
    Sans,
    /// The same in bold.
    Bold,
    /// The code's, small.
    Mono,
    /// The same in bold.
    MonoBold,
}

/// How a text lies to its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Align {
    /// It begins there.
    Left,
    /// It is centred there.
    Centre,
    /// It ends there.
    Right,
}

/// Something to be painted, in CSS pixels.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "places and sizes")]
pub enum Shape {
    Rect {
        paint: Paint,
        x: f64,
        y: f64,
        width: f64,
        height: f64,
        radius: f64,
    },
    /// The outline of a rectangle.
    Frame {
        paint: Paint,
        x: f64,
        y: f64,
        width: f64,
        height: f64,
        radius: f64,
        line: f64,
    },
    Line {
        paint: Paint,
        from: (f64, f64),
        to: (f64, f64),
        width: f64,
        dash: Dash,
    },
    /// An arc with an arrow's head at its end.
    Arc {
        paint: Paint,
        from: (f64, f64),
        to: (f64, f64),
        /// How far it goes to the side.
        bend: f64,
        width: f64,
    },
    Sign {
        paint: Paint,
        mark: Mark,
        x: f64,
        y: f64,
    },
    Text {
        paint: Paint,
        text: String,
        x: f64,
        /// The middle of the line.
        y: f64,
        font: Font,
        align: Align,
        /// It is cut short to this.
        limit: f64,
        /// What is painted under it.
        under: Option<Paint>,
        /// And around that.
        frame: Option<Paint>,
    },
    /// An area over a base line, given by the points of its upper edge.
    Area {
        fill: Paint,
        edge: Paint,
        base: f64,
        points: Vec<(f64, f64)>,
    },
    /// What follows is cut to this rectangle.
    Clip {
        x: f64,
        y: f64,
        width: f64,
        height: f64,
    },
    /// It is not any more.
    Unclip,
    /// What follows lets the rest shine through; 1 does not.
    Alpha(f64),
}

/// A picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// From the back to the front.
    pub shapes: Vec<Shape>,
}

impl Scene {
    /// As numbers and texts for www/canvas.js, which knows the same order.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "pixels of a screen, and small counts"
    )]
    pub fn encode(&self) -> (Vec<f32>, Vec<String>) {
        let mut numbers: Vec<f32> = Vec::with_capacity(self.shapes.len() * 8);
        let mut texts = Vec::new();
        let mut put = |kind: u8, values: &[f64]| {
            numbers.push(f32::from(kind));
            numbers.extend(values.iter().map(|value| *value as f32));
        };
        for shape in &self.shapes {
            match shape {
                Shape::Rect {
                    paint,
                    x,
                    y,
                    width,
                    height,
                    radius,
                } => put(0, &[paint.number(), *x, *y, *width, *height, *radius]),
                Shape::Frame {
                    paint,
                    x,
                    y,
                    width,
                    height,
                    radius,
                    line,
                } => put(
                    1,
                    &[paint.number(), *x, *y, *width, *height, *radius, *line],
                ),
                Shape::Line {
                    paint,
                    from,
                    to,
                    width,
                    dash,
                } => put(
                    2,
                    &[
                        paint.number(),
                        from.0,
                        from.1,
                        to.0,
                        to.1,
                        *width,
                        f64::from(*dash as u8),
                    ],
                ),
                Shape::Arc {
                    paint,
                    from,
                    to,
                    bend,
                    width,
                } => put(
                    3,
                    &[paint.number(), from.0, from.1, to.0, to.1, *bend, *width],
                ),
                Shape::Sign { paint, mark, x, y } => {
                    put(4, &[paint.number(), f64::from(*mark as u8), *x, *y]);
                }
                Shape::Text {
                    paint,
                    text,
                    x,
                    y,
                    font,
                    align,
                    limit,
                    under,
                    frame,
                } => {
                    let optional = |paint: &Option<Paint>| paint.map_or(-1.0, Paint::number);
                    put(
                        5,
                        &[
                            paint.number(),
                            texts.len() as f64,
                            *x,
                            *y,
                            f64::from(*font as u8),
                            f64::from(*align as u8),
                            *limit,
                            optional(under),
                            optional(frame),
                        ],
                    );
                    texts.push(text.clone());
                }
                Shape::Area {
                    fill,
                    edge,
                    base,
                    points,
                } => {
                    let mut values = vec![fill.number(), edge.number(), *base, points.len() as f64];
                    values.extend(points.iter().flat_map(|(x, y)| [*x, *y]));
                    put(6, &values);
                }
                Shape::Clip {
                    x,
                    y,
                    width,
                    height,
                } => put(7, &[*x, *y, *width, *height]),
                Shape::Unclip => put(8, &[]),
                Shape::Alpha(alpha) => put(9, &[*alpha]),
            }
        }
        (numbers, texts)
    }
}

impl Paint {
    fn number(self) -> f64 {
        f64::from(self as u8)
    }
}
