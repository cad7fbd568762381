//! The wire.

use super::draw::Draw;

/// Where a reply goes: to the node that asked, if it still lives.
#[derive(Copy, Clone)]
pub struct Asker {
    pub house: usize,
    pub node: usize,
    pub life: u64,
}

#[derive(Clone)]
pub enum Packet {
    /// For any node of the house.
    Message {
        to: usize,
        from: Asker,
        bytes: Vec<u8>,
    },
    Reply {
        to: Asker,
        bytes: Vec<u8>,
    },
}

/// What is on its way, in no order.
#[derive(Default)]
pub struct Network {
    pub packets: Vec<Packet>,
    pub is_cut: bool,
    /// No more losses, repetitions and damage.
    pub is_healed: bool,
    pub lost: usize,
    pub damaged: usize,
}

impl Network {
    pub fn put(&mut self, mut packet: Packet, draw: &mut Draw) {
        if self.is_healed {
            return self.packets.push(packet);
        }
        if self.is_cut || draw.chance(20) {
            self.lost += 1;
            return;
        }
        if draw.chance(15) {
            self.packets.push(packet.clone());
        }
        if draw.chance(5) {
            self.damaged += 1;
            let (Packet::Message { bytes, .. } | Packet::Reply { bytes, .. }) = &mut packet;
            let at = draw.below(bytes.len());
            match draw.below(3) {
                0 => bytes[at] ^= 1 << draw.below(8),
                1 => bytes.truncate(at),
                _ => bytes.insert(at, b'0'),
            }
        }
        self.packets.push(packet);
    }

    /// Any of what is on its way: what was put later may come first.
    pub fn any(&mut self, draw: &mut Draw) -> Option<Packet> {
        if self.packets.is_empty() {
            return None;
        }
        let at = draw.below(self.packets.len());
        Some(self.packets.swap_remove(at))
    }
}
