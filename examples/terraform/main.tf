# One instance with eight H100, which is asked about, and one without accelerators, which is not.

terraform {
  cloud {
    organization = "example"
    workspaces {
      name = "northern-training"
    }
  }
}

resource "aws_instance" "training" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "p5.48xlarge"
}

resource "aws_instance" "bastion" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.micro"
}
