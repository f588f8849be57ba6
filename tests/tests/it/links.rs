//! Tests that every link in the repository's Markdown leads to an existing file and heading, and that its tables are
//! whole. `cargo doc` checks links in rustdoc.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Component, Path, PathBuf};

use pulldown_cmark::{BrokenLink, CowStr, Event, Options, Parser, Tag, TagEnd};

/// A page's anchors and links.
#[derive(Default)]
struct Page {
    /// The anchors of its headings, by GitHub's rules.
    anchors: BTreeSet<String>,
    links: Vec<String>,
    /// `[labels]` without a definition.
    undefined: Vec<String>,
    /// Rows that belong to no table, because a blank line has ended it.
    stray_rows: Vec<String>,
}

pub(crate) fn every_link_resolves_and_every_table_is_whole() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut pages = BTreeMap::new();
    read(root, Path::new(""), &mut pages);
    assert!(pages.contains_key(Path::new("README.md")), "{root:?}");
    let links: usize = pages.values().map(|page| page.links.len()).sum();
    println!("{links} links in {} pages", pages.len());
    let broken = broken(&pages, |path| root.join(path).exists());
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
    for (path, page) in &pages {
        assert_eq!(page.stray_rows, Vec::<String>::new(), "{path:?}");
    }
}

pub(crate) fn rows_outside_a_table_are_found() {
    let whole = "| a | b |\n| --- | --- |\n| c | `d` |\n";
    assert!(page(whole).stray_rows.is_empty());
    let torn = page(&format!("{whole}\n| e | f |\n"));
    assert_eq!(torn.stray_rows.len(), 1, "{:?}", torn.stray_rows);
}

pub(crate) fn broken_links_are_found() {
    let text = "# A `word`, and more!\n# Twice\n# Twice\n\
        [a](#a-word-and-more) [b](b.md#there) [c](../up.md) [d](src/x.rs) [e](https://example.com/#x) `[f](g)`\n\
        [h](#twice-1) [i][there]\n\n[there]: src/x.rs\n";
    let fine = page(text);
    let wrong = page("[a](#no) [b](b.md#no) [c](no.md) [d](../../out.md) [e][no] [f]\n");
    let other = page("# There\n");
    let pages = BTreeMap::from([
        (PathBuf::from("in/fine.md"), fine),
        (PathBuf::from("in/wrong.md"), wrong),
        (PathBuf::from("in/b.md"), other),
    ]);
    let there = [
        "in/fine.md",
        "in/wrong.md",
        "in/b.md",
        "up.md",
        "in/src/x.rs",
    ];
    let found = broken(&pages, |path| there.iter().any(|t| path == Path::new(t)));
    let expected = ["#no", "b.md#no", "no.md", "../../out.md", "[no]", "[f]"];
    assert_eq!(found, expected.map(|link| format!("in/wrong.md: {link}")));
}

/// Reads every page below a folder, except in build and hidden folders other than `.github`.
fn read(root: &Path, folder: &Path, pages: &mut BTreeMap<PathBuf, Page>) {
    for entry in fs::read_dir(root.join(folder)).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let path = folder.join(&name);
        if entry.file_type().unwrap().is_dir() {
            if name != "target" && (!name.starts_with('.') || name == ".github") {
                read(root, &path, pages);
            }
        } else if path.extension().is_some_and(|extension| extension == "md") {
            let text = fs::read_to_string(root.join(&path)).unwrap();
            pages.insert(path, page(&text));
        }
    }
}

fn page(text: &str) -> Page {
    let mut page = Page::default();
    let mut undefined = Vec::new();
    let note = |link: BrokenLink<'_>| {
        undefined.push(link.reference.to_string());
        None::<(CowStr<'_>, CowStr<'_>)>
    };
    let mut heading: Option<String> = None;
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut begins = false;
    for event in Parser::new_with_broken_link_callback(text, Options::ENABLE_TABLES, Some(note)) {
        match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                page.links.push(dest_url.into_string());
            }
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => {
                let anchor = anchor(&heading.take().unwrap_or_default());
                let times = seen.entry(anchor.clone()).or_default();
                page.anchors.insert(match *times {
                    0 => anchor,
                    times => format!("{anchor}-{times}"),
                });
                *times += 1;
            }
            Event::Start(Tag::Paragraph) => begins = true,
            Event::Text(text) | Event::Code(text) => {
                if std::mem::take(&mut begins) && text.starts_with('|') {
                    page.stray_rows.push(text.to_string());
                }
                if let Some(heading) = &mut heading {
                    heading.push_str(&text);
                }
            }
            _ => {}
        }
    }
    page.undefined = undefined;
    page
}

/// GitHub's anchor for a heading.
fn anchor(heading: &str) -> String {
    heading
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
        .map(|c| if c == ' ' { '-' } else { c })
        .flat_map(char::to_lowercase)
        .collect()
}

/// The broken links, each with its page. Links to other hosts are not checked.
fn broken(pages: &BTreeMap<PathBuf, Page>, exists: impl Fn(&Path) -> bool) -> Vec<String> {
    let mut broken = Vec::new();
    for (path, page) in pages {
        let leads_somewhere = |link: &String| {
            if link.starts_with("https://") || link.starts_with("http://") {
                return true;
            }
            let (file, anchor) = match link.split_once('#') {
                Some((file, anchor)) => (file, Some(anchor)),
                None => (&**link, None),
            };
            let target = if file.is_empty() {
                Some(path.clone())
            } else {
                within(&path.with_file_name(file))
            };
            target.is_some_and(|target| {
                exists(&target)
                    && anchor.is_none_or(|anchor| {
                        pages
                            .get(&target)
                            .is_some_and(|page| page.anchors.contains(anchor))
                    })
            })
        };
        let links = page.links.iter().filter(|link| !leads_somewhere(link));
        let labels = page.undefined.iter().map(|label| format!("[{label}]"));
        broken.extend(
            links
                .cloned()
                .chain(labels)
                .map(|link| format!("{}: {link}", path.display())),
        );
    }
    broken
}

/// A path with `..` resolved; `None` if it leaves the repository.
fn within(path: &Path) -> Option<PathBuf> {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => plain.pop().then_some(())?,
            Component::Normal(name) => plain.push(name),
            _ => {}
        }
    }
    Some(plain)
}
