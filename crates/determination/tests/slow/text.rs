//! Reads `provisions.cedar` as far as `law/README.md` describes it, without Cedar's own parser.

use jiff::civil::Date;
use portcullis_law::ReviewPolicy;
use std::collections::BTreeMap;

/// A provision as a person would write it on a card.
#[derive(Debug)]
pub struct Rule {
    pub id: String,
    pub regime: String,
    pub instrument: String,
    pub effect: String,
    pub review: Option<ReviewPolicy>,
    pub applies_to: Vec<String>,
    pub from: Date,
    pub to: Option<Date>,
    /// Kinds of transaction; empty for all.
    pub kinds: Vec<String>,
    /// Every one must hold.
    pub conditions: Vec<Expr>,
}

/// A condition.
#[derive(Debug)]
pub enum Expr {
    Literal(bool),
    Not(Box<Expr>),
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
    /// The fact holds some of these codes.
    SomeOf(String, Vec<String>),
    /// The fact holds all of these codes.
    AllOf(String, Vec<String>),
    Empty(String),
    Flag(String),
}

/// Words, signs and quoted texts; comments and space are gone.
#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    Quoted(String),
    Sign(String),
}

struct Reader {
    tokens: Vec<Token>,
    at: usize,
}

/// The provisions of one file.
pub fn rules(regime: &str, text: &str) -> Vec<Rule> {
    let mut reader = Reader { tokens: tokens(text), at: 0 };
    let mut rules = Vec::new();
    while reader.at < reader.tokens.len() {
        rules.push(reader.rule(regime));
    }
    rules
}

fn tokens(text: &str) -> Vec<Token> {
    let characters: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < characters.len() {
        let rest: String = characters[at..characters.len().min(at + 2)].iter().collect();
        let character = characters[at];
        if rest == "//" {
            while at < characters.len() && characters[at] != '\n' {
                at += 1;
            }
        } else if character.is_whitespace() {
            at += 1;
        } else if character == '"' {
            let mut quoted = String::new();
            at += 1;
            while characters[at] != '"' {
                if characters[at] == '\\' {
                    at += 1;
                }
                quoted.push(characters[at]);
                at += 1;
            }
            at += 1;
            tokens.push(Token::Quoted(quoted));
        } else if character.is_alphanumeric() || character == '_' {
            let mut word = String::new();
            while at < characters.len() && (characters[at].is_alphanumeric() || characters[at] == '_') {
                word.push(characters[at]);
                at += 1;
            }
            tokens.push(Token::Word(word));
        } else if ["&&", "||", "::", "=="].contains(&rest.as_str()) {
            at += 2;
            tokens.push(Token::Sign(rest));
        } else {
            at += 1;
            tokens.push(Token::Sign(character.to_string()));
        }
    }
    tokens
}

impl Reader {
    fn rule(&mut self, regime: &str) -> Rule {
        let mut notes = BTreeMap::new();
        while self.sign("@") {
            let key = self.word();
            self.expect("(");
            notes.insert(key, self.quoted());
            self.expect(")");
        }
        assert_eq!(self.word(), "forbid");
        self.expect("(");
        assert_eq!(self.word(), "principal");
        self.expect(",");
        assert_eq!(self.word(), "action");
        let mut kinds = Vec::new();
        if self.sign("==") {
            kinds.push(self.code());
        } else if !self.sign(",") {
            assert_eq!(self.word(), "in");
            kinds = self.codes();
        } else {
            self.at -= 1;
        }
        self.expect(",");
        assert_eq!(self.word(), "resource");
        self.expect(")");
        let mut conditions = Vec::new();
        while !self.sign(";") {
            let word = self.word();
            self.expect("{");
            let condition = self.or();
            self.expect("}");
            conditions.push(match word.as_str() {
                "when" => condition,
                "unless" => Expr::Not(Box::new(condition)),
                other => panic!("`{other}` is neither when nor unless"),
            });
        }
        let date = |key: &str| notes.get(key).map(|text: &String| text.parse::<Date>().expect("a date"));
        Rule {
            id: notes["id"].clone(),
            regime: regime.to_owned(),
            instrument: notes["instrument"].clone(),
            effect: notes["effect"].clone(),
            review: notes.get("review").map(|word| ReviewPolicy::from_word(word).expect("a policy")),
            applies_to: notes.get("applies_to").into_iter().flat_map(|ids| ids.split(' ')).map(str::to_owned).collect(),
            from: date("effective_from").expect("a first day"),
            to: date("effective_to"),
            kinds,
            conditions,
        }
    }

    fn or(&mut self) -> Expr {
        let mut left = self.and();
        while self.sign("||") {
            left = Expr::Or(Box::new(left), Box::new(self.and()));
        }
        left
    }

    fn and(&mut self) -> Expr {
        let mut left = self.single();
        while self.sign("&&") {
            left = Expr::And(Box::new(left), Box::new(self.single()));
        }
        left
    }

    fn single(&mut self) -> Expr {
        if self.sign("!") {
            return Expr::Not(Box::new(self.single()));
        }
        if self.sign("(") {
            let inner = self.or();
            self.expect(")");
            return inner;
        }
        match self.word().as_str() {
            "true" => return Expr::Literal(true),
            "false" => return Expr::Literal(false),
            word => assert_eq!(word, "context"),
        }
        self.expect(".");
        let fact = self.word();
        if !self.sign(".") {
            return Expr::Flag(fact);
        }
        let test = self.word();
        self.expect("(");
        let expr = match test.as_str() {
            "contains" => Expr::SomeOf(fact, vec![self.code()]),
            "containsAny" => Expr::SomeOf(fact, self.codes()),
            "containsAll" => Expr::AllOf(fact, self.codes()),
            "isEmpty" => Expr::Empty(fact),
            other => panic!("`{other}` is no test"),
        };
        self.expect(")");
        expr
    }

    fn codes(&mut self) -> Vec<String> {
        self.expect("[");
        let mut codes = Vec::new();
        while !self.sign("]") {
            codes.push(self.code());
            self.sign(",");
        }
        codes
    }

    fn code(&mut self) -> String {
        self.word();
        self.expect("::");
        self.quoted()
    }

    fn next(&mut self) -> Token {
        self.at += 1;
        self.tokens[self.at - 1].clone()
    }

    fn word(&mut self) -> String {
        match self.next() {
            Token::Word(word) => word,
            other => panic!("{other:?} is no word"),
        }
    }

    fn quoted(&mut self) -> String {
        match self.next() {
            Token::Quoted(text) => text,
            other => panic!("{other:?} is no quoted text"),
        }
    }

    /// Takes a sign if it comes next.
    fn sign(&mut self, sign: &str) -> bool {
        let found = self.tokens.get(self.at) == Some(&Token::Sign(sign.to_owned()));
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, sign: &str) {
        assert!(self.sign(sign), "{sign} expected, {:?} found", self.tokens.get(self.at));
    }
}
